"""The routes under `/_mock/`: what they show, what they change, and who is allowed to."""
