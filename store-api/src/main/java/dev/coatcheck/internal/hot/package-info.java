/** Values that are kept decoded, so that what has not changed is neither moved nor decoded again. */
@NullMarked
package dev.coatcheck.internal.hot;

import org.jspecify.annotations.NullMarked;
