/** Coatcheck's two layers: what applications use, and what drivers implement. */
module dev.coatcheck {
    requires transitive org.jspecify;
    requires com.fasterxml.jackson.annotation;
    requires tools.jackson.databind;
    requires com.github.luben.zstd_jni;
    requires org.slf4j;

    exports dev.coatcheck;
    exports dev.coatcheck.store;

    uses dev.coatcheck.DataStoreProvider;
    uses dev.coatcheck.SettingsProvider;
}
