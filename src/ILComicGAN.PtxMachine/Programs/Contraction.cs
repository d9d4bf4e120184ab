using System.Reflection;
using ILComicGAN.PtxMachine.Syntax;

namespace ILComicGAN.PtxMachine.Programs;

/// <summary>
/// Fuses a product with the sum that alone uses it, as NVIDIA's assembler does wherever the PTX names no rounding: results
/// and counts are then those of the machine code.
/// </summary>
internal static class Contraction
{
    private static readonly MethodInfo s_multiply = InstructionDecoder.Lanes["mul.f32"];
    private static readonly MethodInfo s_add = InstructionDecoder.Lanes["add.f32"];
    private static readonly MethodInfo s_subtract = InstructionDecoder.Lanes["sub.f32"];

    public static void Apply(IReadOnlyList<BasicBlock> blocks)
    {
        Dictionary<int, int> uses = [];
        Dictionary<int, int> definitions = [];
        foreach (Instruction i in blocks.SelectMany(block => block.All))
        {
            foreach (int register in i.Reads)
            {
                uses[register] = uses.GetValueOrDefault(register) + 1;
            }

            foreach (int register in i.Writes)
            {
                definitions[register] = definitions.GetValueOrDefault(register) + 1;
            }
        }

        foreach (BasicBlock block in blocks)
        {
            Fuse(block.Body, register => uses.GetValueOrDefault(register) == 1 && definitions.GetValueOrDefault(register) == 1);
        }
    }

    private static void Fuse(List<Instruction> body, Func<int, bool> isUsedOnce)
    {
        Dictionary<int, int> products = [];
        HashSet<int> fused = [];
        for (int at = 0; at < body.Count; at++)
        {
            Instruction i = body[at];
            if (i.Kind == InstructionKind.Lane && (i.Lane == s_add || i.Lane == s_subtract) && Fusible(i))
            {
                int which = Product(i.Sources[0]) ? 0 : Product(i.Sources[1]) ? 1 : -1;
                if (which >= 0)
                {
                    int product = products[i.Sources[which].Register];
                    if (body[product].Flushes == i.Flushes)
                    {
                        fused.Add(product);
                        string name = i.Lane == s_add ? "fused.add.f32" : which == 0 ? "fused.sub.f32" : "fused.rsub.f32";
                        body[at] = i = new Instruction
                        {
                            Statement = i.Statement,
                            Kind = InstructionKind.Lane,
                            Type = PtxType.F32,
                            Results = i.Results,
                            Sources = [.. body[product].Sources, i.Sources[1 - which]],
                            Lane = InstructionDecoder.Lanes[name],
                            Vector = InstructionDecoder.Vectors[name],
                            Flushes = i.Flushes,
                            Saturates = i.Saturates,
                        };
                    }
                }
            }

            foreach (int written in i.Writes)
            {
                foreach (int product in products.Where(p => p.Key == written || body[p.Value].Reads.Contains(written)).Select(p => p.Key).ToList())
                {
                    products.Remove(product);
                }
            }

            if (i.Kind == InstructionKind.Lane && i.Lane == s_multiply && Fusible(i) && !i.Saturates && isUsedOnce(i.Results[0].Register))
            {
                products[i.Results[0].Register] = at;
            }
        }

        List<Instruction> kept = [.. body.Where((_, index) => !fused.Contains(index))];
        body.Clear();
        body.AddRange(kept);

        bool Product(Operand source) => source.Kind == OperandKind.Register && products.ContainsKey(source.Register);
        static bool Fusible(Instruction i) => !i.RoundsExplicitly && i.Guard < 0;
    }
}
