"""Texts that try to get out of the file they are written into."""

from __future__ import annotations

from hypothesis import strategies as st

NAMES = {
    "quotes": 'Jane "JJ" O\'Brien',
    "line-ends": "Jane\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT",
    "old-line-ends": "Jane\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029Doe",
    "formula": '=HYPERLINK("http://x","y")',
    "formula-at": "@SUM(1+1)",
    "script": "</script><script>alert(1)</script>",
    "markup": "<img src=x onerror=y> & <b>",
    "entity": "&lt;b&gt; &amp;amp;",
    "direction": "abc\u202egnp.exe\u2066x\u2069",
    "marks": "Z" + "\u0301" * 1000 + "oe",
    "nul": "a\x00b\x07c\x1b[31m",
    "half": "a\ud800b",
    "none": "\ufffe\uffff",
    "backslash": "\\n\\, \\; \\",
    "markdown": "[x](http://y) *b* _i_ `c` # h | t | - [ ] done 📅 2020-01-01 #tag",
    "list": "- [x] 1. item",
    "emoji": "👩‍⚕️ Zoë",
    "persian": "علی‌رضا",
    "thai": "น้ำใจ ที่",
    "long": "ä" * 4000,
}
"""A name for each way out; every letter of a script is somebody's name and stays."""

texts = st.one_of(
    st.sampled_from(sorted(NAMES.values())),
    st.text(max_size=60),
    st.lists(
        st.sampled_from(["\r\n", "\n", ";", ",", ":", "\\", '"', "'", "=", "+", "-", "@", "\t", "<", ">", "&", "|", "`", "*"]),
        max_size=20,
    ).map("".join),
)  # fmt: skip
"""Any text, and those that are made of what formats use as signs."""
