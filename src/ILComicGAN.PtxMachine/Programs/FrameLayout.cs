using ILComicGAN.PtxMachine.Syntax;

namespace ILComicGAN.PtxMachine.Programs;

/// <summary>
/// Where a warp's registers lie: 32 values beside each other for each. Registers that are never live together share a
/// place, so that a warp's frame stays in the cache. A lane's own control flow decides what is live, and lanes never write
/// each other's values, so divergence changes nothing.
/// </summary>
internal sealed class FrameLayout
{
    public const int NarrowBytes = 128, WideBytes = 256;

    private readonly int[] _offsets;
    private readonly Dictionary<int, int> _validity = [];

    public FrameLayout(PtxKernel kernel, IReadOnlyList<BasicBlock> blocks)
    {
        int specials = SpecialRegisters.Names.Length;
        int count = specials + kernel.Registers.Count;
        _offsets = new int[count];
        for (int i = 0; i < specials; i++)
        {
            _offsets[i] = i * NarrowBytes;
        }

        int at = specials * NarrowBytes;
        (int[] first, int[] last) = Ranges(blocks, count);
        at = Allocate(kernel, first, last, at);
        foreach (PtxRegister register in kernel.Registers.Where(r => r.Type == PtxType.Pred))
        {
            _offsets[register.Index] = at;
            at += 4;
        }

        ValidityOffset = at;
        foreach (int register in FindUnassigned(blocks, count, specials))
        {
            _validity.Add(register, at);
            at += 4;
        }

        ValidityBytes = at - ValidityOffset;
        Bytes = (at + 63) / 64 * 64;
    }

    /// <summary>Of the whole frame.</summary>
    public int Bytes { get; }

    /// <summary>The bits that say which lanes have written the registers of <see cref="Validity"/>.</summary>
    public int ValidityOffset { get; }

    public int ValidityBytes { get; }

    public int this[int register] => _offsets[register];

    /// <summary>Where a register's written lanes are kept; -1 for those that are written on every path before they are read.</summary>
    public int Validity(int register) => _validity.GetValueOrDefault(register, -1);

    private int Allocate(PtxKernel kernel, int[] first, int[] last, int at)
    {
        PriorityQueue<(int Offset, bool Wide), int> busy = new();
        Stack<int> narrow = new(), wide = new();
        foreach (PtxRegister register in kernel.Registers.Where(r => r.Type != PtxType.Pred && last[r.Index] >= 0).OrderBy(r => first[r.Index]))
        {
            while (busy.TryPeek(out (int Offset, bool Wide) done, out int until) && until < first[register.Index])
            {
                busy.Dequeue();
                (done.Wide ? wide : narrow).Push(done.Offset);
            }

            bool isWide = register.Type.IsWide();
            if (!(isWide ? wide : narrow).TryPop(out int offset))
            {
                offset = at;
                at += isWide ? WideBytes : NarrowBytes;
            }

            _offsets[register.Index] = offset;
            busy.Enqueue((offset, isWide), last[register.Index]);
        }

        return at;
    }

    /// <summary>For each register the first and last place in the code where it is live; -1 for unused ones.</summary>
    private static (int[] First, int[] Last) Ranges(IReadOnlyList<BasicBlock> blocks, int count)
    {
        RegisterSet[] before = [.. blocks.Select(_ => new RegisterSet(count))];
        RegisterSet[] after = [.. blocks.Select(_ => new RegisterSet(count))];
        RegisterSet[] written = [.. blocks.Select(_ => new RegisterSet(count))];
        for (int b = 0; b < blocks.Count; b++)
        {
            foreach (Instruction i in blocks[b].All)
            {
                foreach (int register in i.Reads)
                {
                    if (!written[b][register])
                    {
                        before[b][register] = true;
                    }
                }

                if (i.Guard < 0)
                {
                    foreach (int register in i.Writes)
                    {
                        written[b][register] = true;
                    }
                }
            }
        }

        for (bool changed = true; changed;)
        {
            changed = false;
            for (int b = blocks.Count - 1; b >= 0; b--)
            {
                foreach (int successor in blocks[b].Successors)
                {
                    if (successor >= 0)
                    {
                        after[b].Add(before[successor]);
                    }
                }

                changed |= before[b].Add(after[b], without: written[b]);
            }
        }

        int[] first = new int[count];
        int[] last = new int[count];
        Array.Fill(first, int.MaxValue);
        Array.Fill(last, -1);
        int place = 0;
        for (int b = 0; b < blocks.Count; b++)
        {
            foreach (int register in before[b].Members)
            {
                Touch(register, place);
            }

            foreach (Instruction i in blocks[b].All)
            {
                // What is read last and what is written by one instruction do not share: its lanes are done part by part.
                foreach (int register in i.Reads.Concat(i.Writes))
                {
                    Touch(register, place);
                }

                place++;
            }

            foreach (int register in after[b].Members)
            {
                Touch(register, place);
            }

            place++;
        }

        return (first, last);

        void Touch(int register, int at)
        {
            first[register] = Math.Min(first[register], at);
            last[register] = Math.Max(last[register], at);
        }
    }

    /// <summary>Registers that some path reads before it has written them, as far as the code alone shows.</summary>
    private static HashSet<int> FindUnassigned(IReadOnlyList<BasicBlock> blocks, int count, int specials)
    {
        RegisterSet[] assigned = new RegisterSet[blocks.Count];
        for (int b = 0; b < blocks.Count; b++)
        {
            assigned[b] = new RegisterSet(count);
            if (b > 0)
            {
                assigned[b].Fill();
            }
        }

        for (int i = 0; i < specials; i++)
        {
            assigned[0][i] = true;
        }

        HashSet<int> found = [];
        RegisterSet current = new(count);
        for (bool changed = true, final = false; changed || !final;)
        {
            final = !changed;
            changed = false;
            for (int b = 0; b < blocks.Count; b++)
            {
                assigned[b].CopyTo(current);
                foreach (Instruction i in blocks[b].All)
                {
                    if (final)
                    {
                        found.UnionWith(i.Reads.Where(register => !current[register]));
                    }

                    if (i.Guard < 0)
                    {
                        foreach (int register in i.Writes)
                        {
                            current[register] = true;
                        }
                    }
                }

                foreach (int successor in blocks[b].Successors.Where(s => s >= 0))
                {
                    RegisterSet joined = new(count);
                    assigned[successor].CopyTo(joined);
                    joined.Intersect(current);
                    if (!joined.SameAs(assigned[successor]))
                    {
                        joined.CopyTo(assigned[successor]);
                        changed = true;
                    }
                }
            }
        }

        return found;
    }
}
