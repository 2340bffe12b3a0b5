"""Customers' words: matching, threading, routing."""
