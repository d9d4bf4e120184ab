using ILComicGAN.Weights.Files;

namespace ILComicGAN.Weights.Hdf5;

/// <summary>HDF5's trees of version 1: of a group's members, and of a dataset's chunks.</summary>
internal static class BTree
{
    /// <summary>Bytes of a leaf in memory, its key included.</summary>
    private const int LeafBytes = 160;

    /// <summary>What the leaves of a tree lead to, in order.</summary>
    /// <param name="cursor">The file.</param>
    /// <param name="root">The tree's first node.</param>
    /// <param name="kind">0 for groups, 1 for chunks.</param>
    /// <param name="readKey">Reads the key before a child.</param>
    /// <exception cref="FormatFault">The tree is damaged or goes in a circle.</exception>
    public static List<(TKey Key, long Child)> Leaves<TKey>(Hdf5Cursor cursor, long root, int kind, Func<TKey> readKey)
    {
        List<(TKey, long)> leaves = [];
        Walk(root, level: null);
        return leaves;

        void Walk(long node, int? level)
        {
            cursor.Visit(node);
            cursor.Expect("TREE"u8);
            byte actualKind = cursor.U8();
            byte actualLevel = cursor.U8();
            int count = cursor.U16();
            // Levels count down to the leaves, so that a chain of nodes ends.
            if (actualKind != kind || (level is not null && actualLevel != level))
            {
                throw new FormatFault("a tree is damaged");
            }

            cursor.Skip(16);
            List<(TKey Key, long Child)> children = [];
            for (int i = 0; i < count; i++)
            {
                cursor.Budget.Keep(LeafBytes);
                TKey key = readKey();
                children.Add((key, cursor.Address() ?? throw new FormatFault("a tree leads nowhere")));
            }

            if (actualLevel == 0)
            {
                leaves.AddRange(children);
                return;
            }

            foreach ((_, long child) in children)
            {
                Walk(child, actualLevel - 1);
            }
        }
    }
}
