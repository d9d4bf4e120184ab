namespace ILComicGAN.PtxMachine.Programs;

/// <summary>Instructions without a jump into or out of their middle.</summary>
internal sealed class BasicBlock
{
    /// <summary>Where lanes go that are done.</summary>
    public const int End = -1;

    public required int Index { get; init; }

    public List<Instruction> Body { get; } = [];

    /// <summary>The branch, exit or barrier it ends with; null where it just runs into the next.</summary>
    public Instruction? Last { get; set; }

    /// <summary>Where lanes go that take the branch.</summary>
    public int Target { get; set; } = End;

    /// <summary>Where all others go.</summary>
    public int Next { get; set; } = End;

    /// <summary>Of an indexed branch.</summary>
    public int[] Targets { get; set; } = [];

    /// <summary>Where lanes that part at the end of this block meet again: its immediate post-dominator.</summary>
    public int Meeting { get; set; } = End;

    public IEnumerable<int> Successors
    {
        get
        {
            switch (Last?.Kind)
            {
                case InstructionKind.Exit:
                    yield return End;
                    if (Last.Guard >= 0)
                    {
                        yield return Next;
                    }

                    break;
                case InstructionKind.Branch:
                    yield return Target;
                    if (Last.Guard >= 0)
                    {
                        yield return Next;
                    }

                    break;
                case InstructionKind.IndexedBranch:
                    foreach (int target in Targets)
                    {
                        yield return target;
                    }

                    break;
                default:
                    yield return Next;
                    break;
            }
        }
    }

    public IEnumerable<Instruction> All => Last is null ? Body : Body.Append(Last);
}
