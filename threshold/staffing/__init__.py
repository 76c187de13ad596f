"""Who works here: teams, workers, duty and on call, absence, and the configuration in force."""
