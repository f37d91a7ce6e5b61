import type { Permission } from '@graticule/access';
import { Reflector } from '@nestjs/core';

/** Names the permission a handler needs, or says that everybody may. A handler without it is refused. */
export const Allow = Reflector.createDecorator<Permission | 'public'>();

/**
 * What an attempt token may do with a handler besides holding its permission. A handler without it refuses every
 * attempt token. `on-its-run`: the guard compares the path's run id. `in-its-project`: the handler looks the project up
 * and compares.
 */
export const AttemptMay = Reflector.createDecorator<'on-its-run' | 'in-its-project'>();
