/** Coatcheck in a Spring Boot application. */
@NullMarked
package dev.coatcheck.spring;

import org.jspecify.annotations.NullMarked;
