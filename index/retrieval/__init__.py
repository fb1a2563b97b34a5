"""What a topic means in a plan: passages, encoders, vectors, words and the judge of them."""
