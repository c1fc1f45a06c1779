"""Publishing a list of needs (脱密与发布): each is worded so that nobody learns who asks (article 10)."""
