"""The day in one mail, and a discussion in one page: what is gathered instead of sent singly."""
