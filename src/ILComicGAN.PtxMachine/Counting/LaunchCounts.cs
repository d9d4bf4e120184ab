using System.Numerics;
using ILComicGAN.PtxMachine.Execution;
using ILComicGAN.PtxMachine.Memory;
using ILComicGAN.PtxMachine.Programs;
using ILComicGAN.PtxMachine.Syntax;

namespace ILComicGAN.PtxMachine.Counting;

/// <summary>What one thread of the host counts while it runs groups.</summary>
internal sealed unsafe class LaunchCounts
{
    private readonly GlobalMemory _memory;
    private readonly Dictionary<Allocation, byte[]> _touched = [];

    public LaunchCounts(KernelProgram program, GlobalMemory memory)
    {
        _memory = memory;
        Executions = new long[program.Blocks.Length];
        Lanes = new long[program.Blocks.Length];
        Parted = new long[program.Blocks.Length];
        Accesses = [.. program.Accesses.Select(_ => new AccessCounts())];
    }

    /// <summary>Times a warp ran each block.</summary>
    public long[] Executions { get; }

    /// <summary>Active lanes, summed over these.</summary>
    public long[] Lanes { get; }

    /// <summary>Times the lanes parted at its end.</summary>
    public long[] Parted { get; }

    public AccessCounts[] Accesses { get; }

    /// <summary>Sectors of global memory that anything touched at all.</summary>
    public long DistinctSectors => _touched.Values.Sum(marks => marks.Sum(mark => (long)mark));

    public void Add(LaunchCounts other)
    {
        for (int i = 0; i < Executions.Length; i++)
        {
            Executions[i] += other.Executions[i];
            Lanes[i] += other.Lanes[i];
            Parted[i] += other.Parted[i];
        }

        for (int i = 0; i < Accesses.Length; i++)
        {
            Accesses[i].Add(other.Accesses[i]);
        }

        foreach ((Allocation allocation, byte[] marks) in other._touched)
        {
            byte[] own = Marks(allocation);
            for (int i = 0; i < marks.Length; i++)
            {
                own[i] |= marks[i];
            }
        }
    }

    public void Count(MemoryAccess access, uint mask, long* addresses)
    {
        AccessCounts counts = Accesses[access.Index];
        counts.Requests++;
        counts.Lanes += BitOperations.PopCount(mask);
        switch (access.Space)
        {
            case StateSpace.Global or StateSpace.Generic or StateSpace.Constant:
                CountSectors(counts, access, mask, addresses);
                break;
            case StateSpace.Local:
                // Local memory is interleaved: a warp's words of one address lie beside each other.
                int sectors = (BitOperations.PopCount(mask) * access.Bytes + 31) / 32;
                counts.Sectors += sectors;
                counts.LeastSectors += sectors;
                break;
            case StateSpace.Shared:
                CountPasses(counts, access, mask, addresses);
                break;
            default:
                break;
        }
    }

    private byte[] Marks(Allocation allocation)
    {
        if (!_touched.TryGetValue(allocation, out byte[]? marks))
        {
            _touched.Add(allocation, marks = new byte[(allocation.Bytes + 31) / 32]);
        }

        return marks;
    }

    private void Touch(long* sectors, int count)
    {
        for (int i = 0; i < count; i++)
        {
            long address = sectors[i] << 5;
            if (_memory.Find(address) is { } allocation)
            {
                Marks(allocation)[(address - allocation.Address) >> 5] = 1;
            }
        }
    }

    private void CountSectors(AccessCounts counts, MemoryAccess access, uint mask, long* addresses)
    {
        long* sectors = stackalloc long[64];
        long* words = stackalloc long[128];
        int found = 0, distinct = 0;
        for (uint left = mask; left != 0; left &= left - 1)
        {
            long address = addresses[BitOperations.TrailingZeroCount(left)];
            for (long sector = address >> 5; sector <= (address + access.Bytes - 1) >> 5; sector++)
            {
                found = AddDistinct(sectors, found, sector);
            }

            for (long word = address >> 2; word <= (address + access.Bytes - 1) >> 2; word++)
            {
                distinct = AddDistinct(words, distinct, word);
            }
        }

        Touch(sectors, found);
        counts.Sectors += found;
        counts.LeastSectors += (distinct + 7) / 8;
    }

    /// <summary>Mostly lanes come in order: the newest is looked at first.</summary>
    private static int AddDistinct(long* known, int count, long value)
    {
        for (int i = count - 1; i >= 0; i--)
        {
            if (known[i] == value)
            {
                return count;
            }
        }

        known[count] = value;
        return count + 1;
    }

    /// <summary>
    /// A pass serves each of the 32 banks with one word; lanes that want the same word share it. Accesses of 8 and 16 bytes
    /// are served by halves and quarters of the warp.
    /// </summary>
    private static void CountPasses(AccessCounts counts, MemoryAccess access, uint mask, long* addresses)
    {
        int lanesAtOnce = access.Bytes <= 4 ? 32 : access.Bytes == 8 ? 16 : 8;
        long* words = stackalloc long[32];
        int* inBank = stackalloc int[32];
        int passes = 0, least = 0;
        for (int first = 0; first < 32; first += lanesAtOnce)
        {
            int distinct = 0;
            new Span<int>(inBank, 32).Clear();
            for (int lane = first; lane < first + lanesAtOnce; lane++)
            {
                if ((mask >> lane & 1) == 0)
                {
                    continue;
                }

                for (long word = addresses[lane] >> 2; word <= (addresses[lane] + access.Bytes - 1) >> 2; word++)
                {
                    int before = distinct;
                    distinct = AddDistinct(words, distinct, word);
                    inBank[word & 31] += distinct - before;
                }
            }

            int most = 0;
            for (int bank = 0; bank < 32; bank++)
            {
                most = Math.Max(most, inBank[bank]);
            }

            passes += most;
            least += (distinct + 31) / 32;
        }

        counts.Passes += passes;
        counts.LeastPasses += least;
        counts.MostPasses = Math.Max(counts.MostPasses, passes);
    }
}
