/** The memory store. */
module dev.coatcheck.memory {
    requires transitive dev.coatcheck;

    exports dev.coatcheck.memory;

    provides dev.coatcheck.DataStoreProvider with
            dev.coatcheck.memory.MemoryDataStoreProvider;
}
