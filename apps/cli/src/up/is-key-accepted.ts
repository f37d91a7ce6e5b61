/** Whether the API at this address knows the key. Anything but a clear refusal counts as known: a key is not replaced lightly. */
export async function isKeyAccepted(url: string, apiKey: string): Promise<boolean> {
  const answer = await fetch(new URL('/api/v1/projects', url), { headers: { authorization: `Bearer ${apiKey}` } });
  await answer.body?.cancel();
  return answer.status !== 401;
}
