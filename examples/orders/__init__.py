"""Order fulfilment: the demo that is killed and goes on."""
