// Chance that can be repeated: the same seed gives the same moments (mulberry32).
export class Random {
  constructor(seed) { this.state = seed >>> 0; }

  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  below(limit) { return Math.floor(this.next() * limit); }

  one(items) { return items[this.below(items.length)]; }

  // At most `count` different items.
  some(items, count) {
    const left = [...items];
    const chosen = [];
    while (left.length && chosen.length < count) chosen.push(...left.splice(this.below(left.length), 1));
    return chosen;
  }
}
