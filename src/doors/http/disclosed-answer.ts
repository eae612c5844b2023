import type { ListAnswer } from '../../contract/records.ts';
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

/** What a page needs of the framework's reply. */
type PageReply<Sent> = Readonly<{
  type(contentType: string): PageReply<Sent>;
  serializer(serialise: (answer: unknown) => string): PageReply<Sent>;
  send(answer: Disclosed<ListAnswer>): Sent;
}>;

/**
 * The same for a page of records, the answer that is sent most: its shape is that of the gateway's own type, and
 * checking fifty records against the schema once more would cost three times as much as writing them.
 */
export function sendPage<Sent>(reply: PageReply<Sent>, page: Disclosed<ListAnswer>): Sent {
  return reply.type('application/json; charset=utf-8').serializer(JSON.stringify).send(page);
}
