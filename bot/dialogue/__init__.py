"""A message of a person becomes answers: which plan, which questions, in which conversation."""
