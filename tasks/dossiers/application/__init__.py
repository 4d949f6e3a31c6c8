"""The county's application form, 表Ⅰ to 表Ⅵ."""
