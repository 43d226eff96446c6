"""Who may use `/_mock/`, and what its pages show."""
