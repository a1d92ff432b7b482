"""A protocol file as its plan looks, in the browser, again on each save: what is shown, who watches, and its page."""
