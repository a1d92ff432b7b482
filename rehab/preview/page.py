"""The page of a preview as HTML: plain, readable at any width, and whole without a script."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from html import escape

from rehab.errors import Issue, Severity
from rehab.preview.view import View
from rehab.source.issues import render

NOTHING = "Nothing to mend."
OLD = "From the last save that had no error. This is not what the file says now."
BEFORE = "From the save before. The new one is being drawn."
NO_PAGES = "No page can be drawn until the errors are mended."
DRAWING = "The pages come when they are drawn."
PLAYING = "The timelines come when they are drawn."
INVENTED = "Invented people, to see what the rules of the protocol do. No clinical data, and no forecast for anybody."


def html(view: View) -> str:
    """Return the whole page. Each section stands alone, so that only what changed is put in anew."""
    errors = sum(issue.severity is Severity.ERROR for issue in view.findings)
    title = f"{f'{errors} to mend: ' if errors else ''}{view.name}"
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            f"<title>{escape(title)}</title>",
            '<link rel="stylesheet" href="page.css">',
            '<script src="page.js" defer></script>',
            '<noscript><meta http-equiv="refresh" content="5"></noscript>',
            "</head>",
            f'<body data-version="{view.version}">',
            '<a class="skip" href="#pages">To the pages</a>',
            f"<header><h1>{escape(view.name)}</h1>",
            f'<p id="state" role="status">{escape(_state(view))}</p></header>',
            "<main>",
            '<div class="words">',
            *_findings(view),
            *_changes(view),
            *_timeline(view),
            "</div>",
            *_pages(view),
            "</main>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _state(view: View) -> str:
    if view.doing:
        return f"{view.doing[0].upper()}{view.doing[1:]} …"
    if any(issue.severity is Severity.ERROR for issue in view.findings):
        return "There is something to mend. Save the file, and this page follows."
    return "Up to date. Save the file, and this page follows."


def _findings(view: View) -> Iterator[str]:
    yield '<section id="findings" aria-labelledby="findings-title">'
    yield '<h2 id="findings-title">The check</h2>'
    if view.findings:
        *_, summary = render(view.findings).splitlines()
        yield f"<p>{escape(summary)}.</p>"
        yield "<ol>"
        for issue in view.findings:
            yield from _finding(issue)
        yield "</ol>"
    else:
        yield f"<p>{NOTHING if view.checked else 'The check is running.'}</p>"
    yield "</section>"


def _finding(issue: Issue) -> Iterator[str]:
    """Yield one finding in the very words of ``rehab check``."""
    head, *below = render([issue]).splitlines()[:-1]
    yield f'<li class="{issue.severity}"><p>{escape(head)}</p>'
    if issue.location and issue.location.excerpt.strip():
        yield f'<pre tabindex="0" aria-label="The line">{escape(chr(10).join(below))}</pre>'
    elif below:
        yield f"<p>{escape(' '.join(line.strip() for line in below))}</p>"
    yield "</li>"


def _changes(view: View) -> Iterator[str]:
    if view.changes is None:
        return
    yield '<section id="changes" aria-labelledby="changes-title"><h2 id="changes-title">What the file changes</h2>'
    if view.changes:
        yield f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in view.changes)}</ul>"
    else:
        yield "<p>Nothing yet.</p>"
    yield "</section>"


def _timeline(view: View) -> Iterator[str]:
    yield f'<section id="timeline" aria-labelledby="timeline-title"{_look(view.old_timeline)}>'
    yield '<h2 id="timeline-title">Virtual athletes</h2>'
    shown = view.timeline
    if shown is None:
        yield f"<p>{escape(PLAYING if view.doing else view.note or NO_PAGES)}</p></section>"
        return
    if view.old_timeline:
        yield _word(view)
    name = f"timeline-{hashlib.sha256(shown.svg).hexdigest()[:12]}.svg"
    yield f'<p>{INVENTED}</p><a href="{name}"><img src="{name}" alt="{escape(shown.words)}"></a></section>'


def _pages(view: View) -> Iterator[str]:
    yield f'<section id="pages" aria-labelledby="pages-title" tabindex="-1"{_look(view.old_pages)}>'
    yield '<h2 id="pages-title">The pages</h2>'
    pages = view.pages
    if pages is None:
        yield f"<p>{escape(DRAWING if view.doing else NO_PAGES)}</p></section>"
        return
    if view.old_pages:
        yield _word(view)
    yield f'<p>{escape(pages.told)} <a href="plan.pdf">Open the PDF</a></p>'
    for number in range(1, pages.count + 1):
        name = f"page-{pages.key}-{number}.png"
        alt = f"Page {number} of {pages.count}; its text is in the PDF"
        yield f'<a href="{name}"><img loading="lazy" width="952" height="1347" src="{name}" alt="{alt}"></a>'
    yield "</section>"


def _look(old: bool) -> str:
    return ' class="old"' if old else ""


def _word(view: View) -> str:
    return f'<p class="word">{BEFORE if view.doing else OLD}</p>'
