import { PROBLEMS } from '@graticule/contracts';

/** docs/errors.md, from the table of problems. */
export function errorsPage(): string {
  const rows = Object.entries(PROBLEMS).map(([code, [status, action]]) => `| ${status} | \`${code}\` | ${action} |`);
  return `${INTRODUCTION}\n${rows.join('\n')}\n${REST}`;
}

const INTRODUCTION = `# Errors

Every problem has a stable code. Programs decide by the code; the sentences may be reworded.

Over REST a problem is an RFC 9457 document (\`application/problem+json\`):

\`\`\`json
{
  "type": "urn:graticule:problem:INVALID",
  "title": "INVALID",
  "status": 422,
  "code": "INVALID",
  "detail": "The run cannot be submitted: /config/optimizer/weightDecay at least 0; got -1",
  "action": "Correct each item listed in \`errors\`; nothing was stored.",
  "requestId": "019301f2-6d0c-7c4e-9c53-0d1c5d0f7a11",
  "errors": [
    { "pointer": "/config/optimizer/weightDecay", "code": "TOO_SMALL", "detail": "at least 0; got -1" }
  ]
}
\`\`\`

- \`detail\` says what happened, \`action\` what to do about it.
- \`errors\` names each offending place: a JSON pointer into the body, a code, and what would be allowed.
- \`requestId\` is also the header \`x-request-id\`; the service's log has it beside the cause of a 5xx.
- Some problems carry more: \`SEQUENCE_GAP\` the \`expected\` sequence, \`ILLEGAL_TRANSITION\` the states \`from\` and \`to\`, \`FORBIDDEN\` the
  \`permission\`, \`BATCH_TOO_LARGE\` the \`limit\`, \`UNSUPPORTED_MEDIA_TYPE\` what is \`accepted\`.
- \`BUSY\` and \`STORE_UNAVAILABLE\` come with \`Retry-After\` in seconds: send the same request again.

Over GraphQL the same codes stand in \`errors[].extensions.code\`, with \`action\` and \`errors\` beside them. An operation that is
wrong in itself has a code of GraphQL: \`GRAPHQL_PARSE_FAILED\`, \`GRAPHQL_VALIDATION_FAILED\`, \`BAD_USER_INPUT\`, or
\`OPERATION_TOO_LARGE\` when it is nested too deeply or selects too many fields.

| status | code | what to do |
|---|---|---|`;

const REST = `
What a key may not see does not exist for it: another team's run answers \`NOT_FOUND\`, never \`FORBIDDEN\`.
`;
