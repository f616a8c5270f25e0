// How many posts wait for the network. Apart from the outbox itself, so that the shell can show it without loading that.

class Waiting {
  count = $state(0);
}

export const waiting = new Waiting();
