/** A Spring Boot application with its sessions on Coatcheck. */
@NullMarked
package dev.coatcheck.example.spring;

import org.jspecify.annotations.NullMarked;
