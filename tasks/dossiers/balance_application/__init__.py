"""The county's application form under the rules of 2012, 表Ⅰ to 表Ⅶ."""
