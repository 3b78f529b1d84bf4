/** Spring Security's sessions on Coatcheck: login, logout, how many sessions a user may have, logout by the provider. */
@NullMarked
package dev.coatcheck.spring.security;

import org.jspecify.annotations.NullMarked;
