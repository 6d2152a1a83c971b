import { SegmentedMessage } from 'sms-segments-calculator';
import { countSegments } from '../../shared/messaging/segments.ts';
import { median, type Benchmark } from './benchmark.ts';
import { randomTexts } from './random-texts.ts';
import { stopwatch } from './stopwatch.ts';

const TEXTS = 20_000;
const PORTION = 2000;
const SEED = 20_260_302;
const PEER = 'sms-segments-calculator';

/**
 * Our segment counter against Twilio's own calculator, on the same 20,000 random texts in one
 * process: first that both give the same encoding and the same number of segments for every
 * text, then texts per second of processor time. Fair, because both are asked for exactly what a
 * sender needs to know before a text goes out. The calculator lays out every segment, which ours
 * does not: that is the reason to have our own. Both warm up on the first portion; then ours
 * takes all portions and the calculator takes all portions, and the medians are compared.
 * Processor time, because neither waits for anything and what else the machine does must not
 * matter; one after the other, because the garbage of one must not be swept at the other's cost.
 */
export const segments: Benchmark = {
  name: 'segments',
  async run() {
    const texts = randomTexts(TEXTS, SEED);
    const ours = inPortions(texts, byUs);
    const theirs = inPortions(texts, byThem);
    const expected = theirs.flatMap(({ answers }) => answers);
    const agreeing = ours.flatMap(({ answers }) => answers).filter((it, n) => it === expected[n]);
    return [
      {
        what: 'texts with the same encoding and segments',
        unit: 'texts',
        ours: agreeing.length,
        peer: texts.length,
        peerName: PEER,
        limit: { atLeast: 1 },
      },
      {
        what: 'texts per second of processor time',
        unit: 'texts/s',
        ours: median(ours.map(({ perSecond }) => perSecond)),
        peer: median(theirs.map(({ perSecond }) => perSecond)),
        peerName: PEER,
        limit: { atLeast: 50 },
      },
    ];
  },
};

interface Portion {
  readonly answers: readonly string[];
  readonly perSecond: number;
}

function inPortions(texts: readonly string[], answer: (text: string) => string): Portion[] {
  const portions = Array.from({ length: texts.length / PORTION }, (_, n) =>
    texts.slice(n * PORTION, (n + 1) * PORTION),
  );
  for (const warmUp of portions.slice(0, 1)) answered(warmUp, answer);
  return portions.map((portion) => answered(portion, answer));
}

function answered(texts: readonly string[], answer: (text: string) => string): Portion {
  const elapsed = stopwatch();
  const answers = texts.map(answer);
  return { answers, perSecond: texts.length / (elapsed().processorMs / 1000) };
}

function byUs(text: string): string {
  const { encoding, segments: count } = countSegments(text);
  return `${encoding} ${count}`;
}

function byThem(text: string): string {
  const { encodingName, segmentsCount } = new SegmentedMessage(text);
  return `${encodingName} ${segmentsCount}`;
}
