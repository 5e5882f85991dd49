"""What readers of every kind share: files, the network, settings, markup, times."""
