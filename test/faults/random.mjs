/** Park and Miller's generator: the same draws for the same seed, on every machine. */
export class Random {
  constructor(seed) {
    this.state = (Math.abs(Math.trunc(seed)) % 2_147_483_646) + 1;
    // The first draws of neighbouring seeds lie close together.
    for (let draw = 0; draw < 10; draw += 1) this.below(2);
  }

  /** A whole number from 0 up to, not including, `end`. */
  below(end) {
    this.state = (this.state * 16_807) % 2_147_483_647;
    return Math.floor((this.state / 2_147_483_647) * end);
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  bytes(count) {
    return Buffer.from(Array.from({ length: count }, () => this.below(256)));
  }

  /** A generator of its own: what one fault draws changes nothing for the next. */
  fork(name) {
    return new Random([...name].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), this.state) % 2_147_483_647);
  }
}
