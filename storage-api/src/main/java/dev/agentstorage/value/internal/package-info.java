/** Public for the other packages of this jar only; not part of the API, not covered by any promise. */
@NullMarked
package dev.agentstorage.value.internal;

import org.jspecify.annotations.NullMarked;
