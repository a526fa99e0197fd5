"""What a person does, as functions without a screen."""
