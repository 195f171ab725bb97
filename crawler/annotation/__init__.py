"""What an article tells besides its text: language, subject, places, the day it reports of."""
