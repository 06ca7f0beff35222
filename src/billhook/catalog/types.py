"""Types of values that are no money. They stand apart, because nothing else of the catalogue may be a float."""

Dimensions = dict[str, float]
"""The `height`, `length` and `width` of a parcel in inches, and its `weight` in ounces."""
