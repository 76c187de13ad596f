"""The public's pages: one query to show, one act to do, one refusal to repeat."""
