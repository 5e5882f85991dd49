"""What a person types: arguments in, words out."""
