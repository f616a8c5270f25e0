//! Requests from a person's spreadsheet: all of them, or a list of what is wrong.
