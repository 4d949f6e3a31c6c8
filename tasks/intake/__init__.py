"""From the intake folder to known submissions: blank workbooks out, files in, receipts back."""
