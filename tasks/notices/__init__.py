"""What schools and the bureau are told, and when: pure values, texts and mails."""
