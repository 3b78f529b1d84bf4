/** Values to bytes and back: plain JSON, and above a size standard zstd frames of it. */
@NullMarked
package dev.coatcheck.codec;

import org.jspecify.annotations.NullMarked;
