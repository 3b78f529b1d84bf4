/** Coatcheck in a Spring Boot application. */
module dev.coatcheck.spring {
    requires transitive dev.coatcheck.servlet;
    requires dev.coatcheck.memory;
    requires spring.beans;
    requires spring.boot;
    requires transitive spring.boot.autoconfigure;
    requires spring.context;
    requires spring.core;
    requires org.slf4j;
    requires static jakarta.servlet;
    requires static spring.boot.devtools;
    requires static spring.boot.docker.compose;
    requires static spring.boot.health;
    requires static spring.boot.testcontainers;
    requires static spring.boot.webmvc;
    requires static spring.security.config;
    requires static spring.security.core;
    requires static spring.security.web;
    requires static spring.security.oauth2.client;
    requires static spring.web;
    requires static spring.webmvc;

    exports dev.coatcheck.spring;

    opens dev.coatcheck.spring to
            spring.beans,
            spring.context,
            spring.core;
}
