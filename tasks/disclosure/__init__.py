"""What may be published of counts of pupils: no small group, and none by subtraction."""
