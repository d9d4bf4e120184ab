using ILComicGAN.PtxMachine.Execution;
using ILComicGAN.PtxMachine.Programs;
using ILComicGAN.PtxMachine.Syntax;

namespace ILComicGAN.PtxMachine.Counting;

/// <summary>What a launch did, counted, not timed.</summary>
public sealed class KernelCounts
{
    internal KernelCounts(LoadedKernel kernel, Extent grid, Extent group, int sharedBytes, LaunchCounts counts)
    {
        (Kernel, Grid, Group, SharedBytes) = (kernel, grid, group, sharedBytes);
        KernelProgram program = kernel.Program;
        List<LineCounts> lines = [];
        foreach (BasicBlock block in program.Blocks)
        {
            (long executions, long lanes) = (counts.Executions[block.Index], counts.Lanes[block.Index]);
            foreach (Instruction i in block.All)
            {
                AccessCounts? access = i.Kind is InstructionKind.Load or InstructionKind.Store or InstructionKind.Atomic
                    ? counts.Accesses[program.Indices[i]]
                    : i.Kind == InstructionKind.AsyncCopy ? counts.Accesses[program.Copies[program.Indices[i]].Source.Index]
                    : null;
                long active = access?.Lanes ?? lanes;
                lines.Add(new LineCounts(
                    i.Statement.Line, i.Statement.Source, i.Statement.Text, ClassOf(i), executions, active, i == block.Last ? counts.Parted[block.Index] : 0, access));
                if (i.Kind == InstructionKind.AsyncCopy)
                {
                    // The same instruction's other side: no execution of its own, but passes over the banks.
                    AccessCounts written = counts.Accesses[program.Copies[program.Indices[i]].Destination.Index];
                    lines.Add(new LineCounts(i.Statement.Line, i.Statement.Source, i.Statement.Text, InstructionClass.Shared, 0, 0, 0, written));
                }

                Flops += FlopsOf(i) * active;
                if (i.Mode.StartsWith("mma", StringComparison.Ordinal))
                {
                    MatrixFlops += executions * 2 * 16 * 8 * MatrixForm.All[i.Mode].K;
                    MatrixElement = i.Mode.Contains("tf32", StringComparison.Ordinal) ? "tf32" : "f16";
                }
            }
        }

        Lines = lines;
        DistinctSectors = counts.DistinctSectors;
    }

    /// <summary>What ran.</summary>
    public LoadedKernel Kernel { get; }

    /// <summary>Groups.</summary>
    public Extent Grid { get; }

    /// <summary>Threads of a group.</summary>
    public Extent Group { get; }

    /// <summary>Of a group.</summary>
    public int SharedBytes { get; }

    /// <summary>Every instruction in the order of the code.</summary>
    public IReadOnlyList<LineCounts> Lines { get; }

    /// <summary>Floating-point operations outside of tensor cores; a fused one counts two.</summary>
    public double Flops { get; }

    /// <summary>Floating-point operations of tensor cores.</summary>
    public double MatrixFlops { get; }

    /// <summary>“tf32” or “f16” where tensor cores are used.</summary>
    public string? MatrixElement { get; }

    /// <summary>Sectors of global memory that were touched at all: the least traffic of the memory chips.</summary>
    public long DistinctSectors { get; }

    /// <summary>Instructions of warps.</summary>
    public long WarpInstructions => Lines.Sum(line => line.Executions);

    /// <summary>Instructions of lanes.</summary>
    public long LaneInstructions => Lines.Sum(line => line.Lanes);

    /// <summary>The mean share of lanes that take part in an instruction.</summary>
    public double ActiveShare => WarpInstructions == 0 ? 0 : LaneInstructions / (32.0 * WarpInstructions);

    /// <summary>Times that a warp's lanes parted.</summary>
    public long DivergentBranches => Lines.Sum(line => line.Parted);

    /// <summary>Instructions of warps, of one kind.</summary>
    public long Of(InstructionClass kind) => Lines.Where(line => line.Class == kind).Sum(line => line.Executions);

    /// <summary>All accesses to one kind of memory together.</summary>
    public AccessCounts AccessesTo(InstructionClass memory) => Accesses(Lines, memory);

    /// <summary>The lines of the source that took part, by instructions of warps; empty where the PTX names none.</summary>
    public IReadOnlyList<SourceCounts> BySource =>
    [
        .. from line in Lines
           where line.Source is not null
           group line by line.Source into same
           let executions = same.Sum(line => line.Executions)
           orderby executions descending
           select new SourceCounts(
               same.Key!, executions, same.Sum(line => line.Lanes), Accesses(same, InstructionClass.Global), Accesses(same, InstructionClass.Shared)),
    ];

    private static AccessCounts Accesses(IEnumerable<LineCounts> lines, InstructionClass memory)
    {
        AccessCounts sum = new();
        foreach (LineCounts line in lines.Where(line => line.Class == memory && line.Access is not null))
        {
            sum.Add(line.Access!);
        }

        return sum;
    }

    private static InstructionClass ClassOf(Instruction i) => i.Kind switch
    {
        InstructionKind.Load or InstructionKind.Store or InstructionKind.Atomic => i.Space switch
        {
            StateSpace.Shared => InstructionClass.Shared,
            StateSpace.Local => InstructionClass.Local,
            StateSpace.Parameter or StateSpace.Constant => InstructionClass.Parameter,
            _ => InstructionClass.Global,
        },
        InstructionKind.Warp => i.Mode.StartsWith("mma", StringComparison.Ordinal) ? InstructionClass.Matrix : InstructionClass.Warp,
        InstructionKind.AsyncCopy => InstructionClass.Global,
        InstructionKind.Barrier or InstructionKind.Nothing or InstructionKind.AsyncGroup => InstructionClass.Barrier,
        InstructionKind.Branch or InstructionKind.IndexedBranch or InstructionKind.Exit => InstructionClass.Control,
        InstructionKind.Compare or InstructionKind.Logic => InstructionClass.Integer,
        InstructionKind.Lane when i.Lane!.Name.StartsWith("Fused", StringComparison.Ordinal) || (i.Type.IsFloat() && i.Statement.Words[0] is "fma" or "mad") =>
            InstructionClass.MultiplyAdd,
        InstructionKind.Lane when i.Type.IsFloat() && i.Statement.Words[0] is "div" or "sqrt" or "rcp" or "rsqrt" or "ex2" or "lg2" or "sin" or "cos" or "tanh" =>
            InstructionClass.Special,
        InstructionKind.Lane when i.Statement.Words[0] is "cvt" or "slct" => InstructionClass.Move,
        InstructionKind.Lane => i.Type.IsFloat() ? InstructionClass.Float : InstructionClass.Integer,
        _ => InstructionClass.Move,
    };

    private static int FlopsOf(Instruction i) => (i.Type == PtxType.F16X2 ? 2 : 1) * ClassOf(i) switch
    {
        InstructionClass.MultiplyAdd => 2,
        InstructionClass.Float when i.Statement.Words[0] is "add" or "sub" or "mul" => 1,
        InstructionClass.Special => 1,
        _ => 0,
    };
}
