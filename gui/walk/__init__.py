"""Moving in time: to breakpoints, over frames, to what a card's gradient becomes, and by itself."""
