"""The page of one case, served to its phone: the routes, the deadlines, and the code that a camera reads."""
