import type { Disclosed } from '../../gateway/door.ts';

/**
 * The only way in which routes of customer data answer: it takes what has passed the gateway and nothing else, so
 * that an answer made up anywhere else does not compile.
 */
export function sendDisclosed<Answer, Sent>(
  reply: Readonly<{ send(answer: Disclosed<Answer>): Sent }>,
  answer: Disclosed<Answer>,
): Sent {
  return reply.send(answer);
}
