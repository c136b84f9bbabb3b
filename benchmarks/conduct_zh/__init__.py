"""An open benchmark of conduct in Chinese debt collection: labelled messages, dialogues and personal data, and their scorer."""
