"""Problems from data and from reviewers: whose they are, how far they are, what closes them."""
