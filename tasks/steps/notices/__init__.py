"""Steps that tell people what is due: notices in folders, mails, the summary of a day."""
