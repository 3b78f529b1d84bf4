/** Sessions in Redis or Valkey, shared by any number of instances. */
@NullMarked
package dev.coatcheck.redis;

import org.jspecify.annotations.NullMarked;
