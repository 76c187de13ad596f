"""Templates, styles and the form renderer."""
